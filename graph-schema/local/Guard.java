import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.graphdb.Entity;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.event.LabelEntry;
import org.neo4j.graphdb.event.PropertyEntry;
import org.neo4j.graphdb.event.TransactionData;
import org.neo4j.graphdb.event.TransactionEventListenerAdapter;

/**
 * Vetoes every transaction that changes or deletes a part of the record, whoever sends it. The rules are those
 * of the trigger in graph-schema/guard; one suite runs through both.
 */
final class Guard extends TransactionEventListenerAdapter<Object> {
  private final Set<String> record;
  private final Set<String> sealed;
  private final Set<String> lineage;
  private final Set<String> bookkeeping;
  private final Set<String> erasing;
  private final Set<String> fact;
  private final Map<String, List<String>> keys;
  private final long aheadMillis;
  private final long stampsPerMilli;
  private final Types types;
  private final Rows rows;

  Guard(Words words) {
    record = words.of("record");
    sealed = words.of("sealed");
    lineage = words.of("lineage");
    bookkeeping = words.of("bookkeeping");
    erasing = words.of("erasing");
    fact = words.of("fact");
    keys = words.properties("key");
    aheadMillis = words.number("ahead");
    stampsPerMilli = words.number("stamps");
    types = new Types(words);
    rows = new Rows(words);
  }

  @Override
  public Object beforeCommit(TransactionData data, Transaction transaction, GraphDatabaseService database) {
    try {
      new Verdict(data, transaction).pronounce();
    } catch (IllegalStateException veto) {
      throw veto;
    } catch (RuntimeException error) {
      // Without a message whoever asks would never hear of it.
      throw new IllegalStateException("AUDIT_IMMUTABLE the guard cannot judge this: " + error, error);
    }
    return null;
  }

  /** One transaction under examination. Each check costs time proportional to what the transaction touched. */
  private final class Verdict {
    private final TransactionData data;
    private final Transaction transaction;
    private final Set<Node> created = new HashSet<>();
    private final Set<Node> createdRecord = new HashSet<>();
    private final Map<Object, Node> events = new HashMap<>();
    private boolean erases;

    Verdict(TransactionData data, Transaction transaction) {
      this.data = data;
      this.transaction = transaction;
    }

    void pronounce() {
      data.createdNodes().forEach(created::add);
      labelsAdded();
      labelsRemoved();
      data.assignedNodeProperties().forEach(this::nodeProperty);
      data.removedNodeProperties().forEach(this::nodeProperty);
      data.createdRelationships().forEach(this::relationshipCreated);
      data.deletedRelationships().forEach(this::relationshipDeleted);
      relationshipProperties();
      rows.judge(data, created, transaction);
    }

    private void labelsAdded() {
      List<Node> facts = new ArrayList<>();
      for (LabelEntry entry : data.assignedLabels()) {
        String label = entry.label().name();
        Node node = entry.node();
        if (!created.contains(node)) {
          boolean guarded = record.contains(label) || (!data.isDeleted(node) && hasAny(node, record));
          veto(guarded, "label added", label);
          continue;
        }
        if (record.contains(label)) {
          createdRecord.add(node);
          needsKey(node, label);
          types.judge(node, label);
        }
        if (label.equals("AuditEvent")) {
          events.put(node.getProperty("id"), node);
          veto(isToCome(node.getProperty("stamp")), "event of a time to come", "");
          erases |= erasing.contains(node.getProperty("action"));
        }
        if (fact.contains(label)) {
          facts.add(node);
        }
      }
      for (Node node : createdRecord) {
        types.judgeLabels(node);
      }
      for (Node node : facts) {
        needsEvent(node, "the node");
      }
    }

    private void needsKey(Node node, String label) {
      for (String key : keys.getOrDefault(label, List.of())) {
        veto(!node.hasProperty(key), "node without its key", label + "." + key);
      }
    }

    /** Lists the labels of deleted nodes too, which is where deletions are noticed. */
    private void labelsRemoved() {
      for (LabelEntry entry : data.removedLabels()) {
        String label = entry.label().name();
        if (!data.isDeleted(entry.node())) {
          veto(record.contains(label) || hasAny(entry.node(), record), "label removed", label);
        } else if (record.contains(label)) {
          veto(!(label.equals("Payload") && erases), "node deleted", label);
        }
      }
    }

    private void nodeProperty(PropertyEntry<Node> entry) {
      Node node = entry.entity();
      boolean fresh = created.contains(node) || data.isDeleted(node);
      veto(!fresh && hasAny(node, record), "property changed", entry.key());
      if (createdRecord.contains(node)) {
        types.judge(entry);
      }
    }

    private void relationshipCreated(Relationship relationship) {
      String type = relationship.getType().name();
      Node from = relationship.getStartNode();
      Node to = relationship.getEndNode();
      if (isGuarded(type)) {
        types.judge(relationship);
      }
      if (lineage.contains(type)) {
        needsEvent(relationship, type);
      } else if (!bookkeeping.contains(type)) {
        veto(hasAny(from, record) || hasAny(to, record), "foreign relationship added", type);
      }
      boolean ofOther = type.equals("LOGGED_AS") && !from.getProperty("id", "").equals(to.getProperty("eventId", null));
      veto(ofOther, "leaf of another event", "");
      veto(type.equals("ACCOUNT_OF") && !created.contains(from), "account of somebody else", "");
      // Only an event's place in the log is told later than the event, by the leaf that is created then.
      boolean logged = type.equals("LOGGED_AS") && created.contains(to);
      veto(!logged && (isSealed(from) || isSealed(to)), "relationship added", type);
    }

    private void relationshipDeleted(Relationship relationship) {
      String type = relationship.getType().name();
      boolean payloadLeaves = type.equals("CARRIES") && data.isDeleted(relationship.getEndNode());
      veto(isGuarded(type) && !payloadLeaves, "relationship deleted", type);
    }

    private void relationshipProperties() {
      Set<Relationship> fresh = new HashSet<>();
      data.createdRelationships().forEach(fresh::add);
      data.assignedRelationshipProperties().forEach(entry -> relationshipProperty(entry, fresh));
      data.removedRelationshipProperties().forEach(entry -> relationshipProperty(entry, fresh));
    }

    private void relationshipProperty(PropertyEntry<Relationship> entry, Set<Relationship> fresh) {
      Relationship relationship = entry.entity();
      boolean old = !fresh.contains(relationship) && !data.isDeleted(relationship);
      veto(old && isGuarded(relationship.getType().name()), "relationship property changed", entry.key());
    }

    private void needsEvent(Entity entity, String what) {
      Node event = events.get(entity.getProperty("event_id", null));
      veto(event == null, "no event in this transaction for", what);
      types.judge(entity, event);
    }

    private boolean isToCome(Object stamp) {
      long latest = (System.currentTimeMillis() + aheadMillis) * stampsPerMilli;
      return !(stamp instanceof Long number && number <= latest);
    }

    private boolean isSealed(Node node) {
      return !created.contains(node) && hasAny(node, sealed);
    }
  }

  private boolean isGuarded(String type) {
    return lineage.contains(type) || bookkeeping.contains(type);
  }

  static boolean hasAny(Node node, Set<String> labels) {
    for (Label label : node.getLabels()) {
      if (labels.contains(label.name())) {
        return true;
      }
    }
    return false;
  }

  static void veto(boolean broken, String what, String word) {
    if (broken) {
      throw new IllegalStateException("AUDIT_IMMUTABLE " + what + " " + word);
    }
  }
}
