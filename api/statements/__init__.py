"""Readers of bank statements (sao kê ngân hàng): a file of a known layout to typed rows."""
