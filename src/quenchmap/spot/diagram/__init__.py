"""Every steady state against one parameter, with the folds between them."""
