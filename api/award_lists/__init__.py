"""Award lists as files, CSV or XLSX: read, previewed, and proposed as disbursements."""
