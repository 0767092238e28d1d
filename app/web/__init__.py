"""The pages: one module per noun; parse, call, render."""
