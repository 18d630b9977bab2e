"""Durable background work and its progress."""
