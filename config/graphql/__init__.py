"""How a GraphQL request is read, bounded, executed and answered; it knows no type of ours but a change."""
