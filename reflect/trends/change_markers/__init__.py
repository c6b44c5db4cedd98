"""Change markers: changes that a person marked on their chart, such as a new office or caseload."""
