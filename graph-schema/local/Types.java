import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.graphdb.Entity;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.event.PropertyEntry;

/** The part of the guard that is about what properties hold: whoever reads a list for a text stumbles over it. */
final class Types {
  private final Map<String, List<String>> texts;
  private final Map<String, List<String>> wholes;
  private final Set<String> linkTexts;
  private final Set<String> linkWholes;

  Types(Words words) {
    texts = words.properties("text");
    wholes = words.properties("whole");
    linkTexts = words.of("linkText");
    linkWholes = words.of("linkWhole");
  }

  /** A new node of the record, for one of its labels. */
  void judge(Node node, String label) {
    texts.getOrDefault(label, List.of()).forEach(key -> needs(node, key, String.class));
    wholes.getOrDefault(label, List.of()).forEach(key -> needs(node, key, Long.class));
  }

  /** A new relationship of the record or of lineage. */
  void judge(Relationship relationship) {
    linkTexts.forEach(key -> needs(relationship, key, String.class));
    linkWholes.forEach(key -> needs(relationship, key, Long.class));
  }

  /** Any property of a new node of the record. */
  void judge(PropertyEntry<Node> entry) {
    Object value = entry.value();
    boolean isScalar = value instanceof String || value instanceof Number || value instanceof Boolean;
    Guard.veto(!isScalar, "property of another type", entry.key());
  }

  private static void needs(Entity entity, String key, Class<?> type) {
    Object value = entity.getProperty(key, null);
    Guard.veto(value != null && !type.isInstance(value), "property of another type", key);
  }
}
