"""The models that read the hotline: candidates trained here, the one in force, and how it came to be that.

A model is a folder below ``instance/models``, never changed once it is written. Which of them reads is told by the
database, so that a promotion has a name and a date, and going back is one step. People's labels are beyond any model.
"""
