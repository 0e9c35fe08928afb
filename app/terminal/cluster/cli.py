"""`coach cluster`: what needs the extra `cluster`, which is loaded when one of its commands is called."""

from app.terminal.lazy import group

cluster = group({"ingest": "app.terminal.cluster.ingest:ingest"}, "Work shared among processes or machines, by Ray.")
