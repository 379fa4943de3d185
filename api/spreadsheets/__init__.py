"""Workbooks that people upload, read within bounds."""
