"""Pure computation: what each layout takes, how names and words are cleaned."""
