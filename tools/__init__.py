"""Scripts that set the house up and keep it in order; none of them is part of the product."""
