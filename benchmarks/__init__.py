"""How fast and how small: `./dev bench`, and the seeded campaigns that the growth tests measure too."""
