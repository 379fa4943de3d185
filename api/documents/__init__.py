"""Documents for people and programs elsewhere, made from the book as it stands."""
