"""What a web server needs beside the book: addresses, headers, rates, health, logs, figures."""
