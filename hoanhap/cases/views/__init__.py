"""Pages of cases: the person page, recording and voiding events, papers of events, and the law behind deadlines."""
