"""Version 1 of the API, one file of tests for each resource."""
