"""What is kept in a database. Alembic is loaded here first, without what Mako would colour templates with for it.

Mako imports all of Pygments' lexers where they are installed, and nobody here looks at a template: 4.5 MB of a server.
"""

from ingest.without_module import without_module

with without_module("mako.ext.pygmentplugin"):
    import alembic.util  # noqa: F401
