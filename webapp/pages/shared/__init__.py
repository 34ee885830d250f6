"""What every page needs: who may see it, in which language, how it answers and how a form is read."""
