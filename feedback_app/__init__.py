"""The Flask application: web, database, files, providers, jobs."""
