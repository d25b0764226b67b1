import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
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

  Rows(Words words) {
    kept = words.of("kept");
    frozen = words.of("frozen");
    fixed = words.properties("fixed");
  }

  /** Costs time proportional to what the transaction touched. */
  void judge(TransactionData data, Set<Node> created) {
    for (LabelEntry entry : data.assignedLabels()) {
      Node node = entry.node();
      boolean old = !created.contains(node) && !data.isDeleted(node);
      boolean foreign = old && !kept.contains(entry.label().name()) && !Guard.hasAny(node, kept);
      Guard.veto(old && !foreign && !isSetAside(node, entry.label()), "label added to a row", entry.label().name());
    }
    labelsRemoved(data, created);
    data.assignedNodeProperties().forEach(entry -> property(entry, data, created));
    data.removedNodeProperties().forEach(entry -> property(entry, data, created));
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
    if (created.contains(node) || data.isDeleted(node)) {
      return;
    }
    for (Label label : node.getLabels()) {
      boolean isFixed = fixed.getOrDefault(label.name(), List.of()).contains(entry.key());
      Guard.veto(isFixed || frozen.contains(label.name()), "row changed", label.name() + "." + entry.key());
    }
  }
}
