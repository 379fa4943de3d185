"""What everybody may read: the tree, the funds, their journals and their figures as files."""
