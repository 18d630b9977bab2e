"""The audit of a period's hotline records: how right the machine is, found out by people who do not know what it said.

A share of *all* records is drawn at random, those that wait for a person and those already decided included. Two people
read each, seeing the text alone: neither the machine's answer nor the other's. Where they differ a third decides. What
they find is compared with what the machine said, and corrects the scores; it never changes a single record.
"""
