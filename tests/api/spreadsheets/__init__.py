"""Workbooks as rows, whoever reads them."""
