"""Who acts: offices, committees, departments and partners, each with the area it answers for."""
