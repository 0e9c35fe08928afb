"""`python -m app.terminal` is `coach`."""

from app.terminal.main import main

main()
