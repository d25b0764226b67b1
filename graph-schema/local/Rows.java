import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.event.LabelEntry;
import org.neo4j.graphdb.event.PropertyEntry;
import org.neo4j.graphdb.event.TransactionData;

/** The part of the guard that is about operational rows: which of them stay, and what of them never changes. */
final class Rows {
  private static final Label OUTBOX = Label.label("Outbox");
  private static final Label QUARANTINED = Label.label("Quarantined");
  private static final Label LEAF = Label.label("LogLeaf");

  private final Set<String> kept;
  private final Set<String> frozen;
  private final Map<String, List<String>> fixed;
  private final Map<String, List<String>> rising;

  Rows(Words words) {
    kept = words.of("kept");
    frozen = words.of("frozen");
    fixed = words.properties("fixed");
    rising = words.properties("rising");
  }

  /** Costs time proportional to what the transaction touched. */
  void judge(TransactionData data, Set<Node> created, Transaction transaction) {
    for (LabelEntry entry : data.assignedLabels()) {
      Node node = entry.node();
      boolean old = !created.contains(node) && !data.isDeleted(node);
      boolean foreign = old && !kept.contains(entry.label().name()) && !Guard.hasAny(node, kept);
      Guard.veto(old && !foreign && !isSetAside(node, entry.label()), "label added to a row", entry.label().name());
    }
    labelsRemoved(data, created);
    for (PropertyEntry<Node> entry : data.assignedNodeProperties()) {
      property(entry, data, created);
      rises(entry, data, created, transaction);
    }
    for (PropertyEntry<Node> entry : data.removedNodeProperties()) {
      property(entry, data, created);
      Guard.veto(!isNew(entry, data, created) && mustRise(entry), "row set back", entry.key());
    }
  }

  private static boolean isNew(PropertyEntry<Node> entry, TransactionData data, Set<Node> created) {
    return created.contains(entry.entity()) || data.isDeleted(entry.entity());
  }

  private boolean mustRise(PropertyEntry<Node> entry) {
    for (Label label : entry.entity().getLabels()) {
      if (rising.getOrDefault(label.name(), List.of()).contains(entry.key())) {
        return true;
      }
    }
    return false;
  }

  /** What rises is a whole number, and the head that it moves ends at a leaf. */
  private void rises(PropertyEntry<Node> entry, TransactionData data, Set<Node> created, Transaction transaction) {
    if (isNew(entry, data, created) || !mustRise(entry)) {
      return;
    }
    boolean isWhole = entry.value() instanceof Long;
    boolean isBack = entry.previouslyCommittedValue() instanceof Number before
        && entry.value() instanceof Long now && now < before.doubleValue();
    Guard.veto(!isWhole || isBack, "row set back", entry.key());
    Guard.veto(!endsAtLeaf(entry.entity(), transaction), "head without its leaf", entry.key());
  }

  private static boolean endsAtLeaf(Node head, Transaction transaction) {
    if (!(head.getProperty("size", null) instanceof Long size)) {
      return false;
    }
    Node leaf = transaction.findNode(LEAF, "index", size - 1);
    return leaf != null && leaf.getProperty("stamp", "none").equals(head.getProperty("stamp", null));
  }

  /** Is this an outbox row that becomes a quarantined one and nothing else? */
  private boolean isSetAside(Node node, Label label) {
    for (Label other : node.getLabels()) {
      if (kept.contains(other.name()) && !other.equals(QUARANTINED)) {
        return false;
      }
    }
    return label.equals(QUARANTINED);
  }

  /** Lists the labels of deleted rows too, which is where deletions are noticed. */
  private void labelsRemoved(TransactionData data, Set<Node> created) {
    Set<Object> logged = new HashSet<>();
    for (Node node : created) {
      if (node.hasLabel(LEAF)) {
        logged.add(node.getProperty("eventId", null));
      }
    }
    Map<Node, Object> events = new HashMap<>();
    for (PropertyEntry<Node> entry : data.removedNodeProperties()) {
      if (entry.key().equals("eventId") && data.isDeleted(entry.entity())) {
        events.put(entry.entity(), entry.previouslyCommittedValue());
      }
    }
    for (LabelEntry entry : data.removedLabels()) {
      Node node = entry.node();
      boolean isOutbox = entry.label().equals(OUTBOX);
      boolean mayGo = data.isDeleted(node)
          ? isOutbox && events.containsKey(node) && logged.contains(events.get(node))
          : isOutbox && node.hasLabel(QUARANTINED);
      Guard.veto(kept.contains(entry.label().name()) && !mayGo, "row deleted", entry.label().name());
    }
  }

  private void property(PropertyEntry<Node> entry, TransactionData data, Set<Node> created) {
    Node node = entry.entity();
    if (isNew(entry, data, created)) {
      return;
    }
    for (Label label : node.getLabels()) {
      boolean isFixed = fixed.getOrDefault(label.name(), List.of()).contains(entry.key());
      Guard.veto(isFixed || frozen.contains(label.name()), "row changed", label.name() + "." + entry.key());
    }
  }
}
