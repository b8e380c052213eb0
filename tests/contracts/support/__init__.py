"""What the contract tests share: signing, folding and simulating, written apart from the code under test."""
