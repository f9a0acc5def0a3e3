// For many notes make an index first: CREATE INDEX FOR (n:Kb) ON (n.id)
MERGE (n:Kb {id: 'a'}) SET n:Note, n.title = 'A', n.themes = [];
MERGE (n:Kb {id: 'b'}) SET n:Note, n.title = 'B', n.themes = [];
MERGE (n:Kb {id: 'c'}) SET n:Note, n.title = 'C', n.themes = [];
MATCH (a:Kb {id: 'a'}), (b:Kb {id: 'b'}) MERGE (a)-[r:CLOSEST]->(b) SET r.rank = 1, r.weight = 1.0;
MATCH (a:Kb {id: 'a'}), (b:Kb {id: 'c'}) MERGE (a)-[r:SIMILAR]->(b) SET r.rank = 1, r.weight = 1.0;
MATCH (a:Kb {id: 'b'}), (b:Kb {id: 'a'}) MERGE (a)-[r:MENTION]->(b) SET r.weight = 1.0;
