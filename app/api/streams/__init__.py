"""Streams of server-sent events: what they are made of, and how one that broke is taken up where it broke."""
