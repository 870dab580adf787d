"""Datapackages of `bw_processing` (matrices of numbers): read and written with numpy alone."""
