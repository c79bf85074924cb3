"""The public side: addresses of public variants, and purging them."""
