"""Teams: membership, weekly contributions, published figures, rules, agreed actions."""
