"""How a function becomes an operation of the API: what comes in, who asks, what goes out."""
