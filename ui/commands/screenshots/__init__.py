"""Pictures of every screen, taken without a screen: one walk, scene by scene, in each language."""
