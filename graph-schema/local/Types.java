import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.graphdb.Entity;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.event.PropertyEntry;

/** The part of the guard that is about what properties hold: whoever reads a list for a text stumbles over it. */
final class Types {
  private static final Label ARTIFACT = Label.label("Artifact");
  private static final long MOST = (1L << 53) - 1;

  private final Map<String, List<String>> texts;
  private final Map<String, List<String>> wholes;
  private final Set<String> linkTexts;
  private final Set<String> linkWholes;
  private final Map<String, List<String>> typeOf;
  private final Map<String, List<String>> values;
  private final Map<String, List<String>> said;
  private final Map<String, List<String>> saidOfLinks;

  Types(Words words) {
    texts = words.properties("text");
    wholes = words.properties("whole");
    linkTexts = words.of("linkText");
    linkWholes = words.of("linkWhole");
    typeOf = words.properties("type");
    values = words.properties("value");
    said = words.properties("said");
    saidOfLinks = words.properties("saidOfLinks");
  }

  /** A new node of the record, for one of its labels. */
  void judge(Node node, String label) {
    texts.getOrDefault(label, List.of()).forEach(key -> needs(node, key, String.class));
    wholes.getOrDefault(label, List.of()).forEach(key -> needs(node, key, Long.class));
    if (label.equals("AuditEvent")) {
      values.forEach((key, known) ->
          Guard.veto(!known.contains(node.getProperty(key, "")), "value that no event has", key));
    }
  }

  /** One label; two of an artifact, the second that of its type. */
  void judgeLabels(Node node) {
    boolean isArtifact = node.hasLabel(ARTIFACT);
    int count = 0;
    boolean isOfType = false;
    for (Label label : node.getLabels()) {
      count += 1;
      isOfType |= typeOf.getOrDefault(label.name(), List.of()).contains(node.getProperty("type", ""));
    }
    boolean isRight = isArtifact ? count == 2 && isOfType : count == 1 && !Guard.hasAny(node, typeOf.keySet());
    Guard.veto(!isRight, "labels that do not go together", "");
  }

  /** An artifact, or a relationship of lineage, says of itself what the event says that made it. */
  void judge(Entity entity, Node event) {
    if (entity instanceof Node node && !node.hasLabel(ARTIFACT)) {
      return;
    }
    Map<String, List<String>> same = entity instanceof Node ? said : saidOfLinks;
    same.forEach((key, names) -> names.forEach(name -> Guard.veto(
        !entity.getProperty(key, "none").equals(event.getProperty(name, null)), "not as its event says", key)));
  }

  /** A new relationship of the record or of lineage. */
  void judge(Relationship relationship) {
    linkTexts.forEach(key -> needs(relationship, key, String.class));
    linkWholes.forEach(key -> needs(relationship, key, Long.class));
    relationship.getAllProperties().forEach(Types::needsScalar);
  }

  /** Any property of a new node of the record. */
  void judge(PropertyEntry<Node> entry) {
    needsScalar(entry.key(), entry.value());
  }

  /** A text, a boolean or a number that JSON can say and everybody reads as the same: no infinity, no integer beyond 2^53. */
  private static void needsScalar(String key, Object value) {
    boolean isNumber = value instanceof Long whole
        ? -MOST <= whole && whole <= MOST
        : value instanceof Double number && Double.isFinite(number);
    boolean isScalar = isNumber || value instanceof String || value instanceof Boolean;
    Guard.veto(!isScalar, "property of another type", key);
  }

  private static void needs(Entity entity, String key, Class<?> type) {
    Object value = entity.getProperty(key, null);
    Guard.veto(value != null && !type.isInstance(value), "property of another type", key);
  }
}
