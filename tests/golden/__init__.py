"""One stored payload per event version, and what is generated from the event classes.

The payloads, `<topic>.json`, hold every field an event can have. Before release 1.0 they are
written anew by `make golden`; after it they are only added to, and read for ever.
"""
