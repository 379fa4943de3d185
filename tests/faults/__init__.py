"""What happens when processes are killed, as a machine without power kills them."""
