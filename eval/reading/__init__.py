"""How the reader of app/reading is taught and measured."""
