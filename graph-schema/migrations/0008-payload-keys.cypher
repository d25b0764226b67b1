// What is kept of a person, and what is due to go: by the key under which it lies.
CREATE INDEX payload_key IF NOT EXISTS FOR (p:Payload) ON (p.key);
