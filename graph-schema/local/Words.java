import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words the guard knows, read from the file generated out of the catalogue: one "family word" a line. */
final class Words {
  private final Map<String, Set<String>> families = new HashMap<>();

  private Words() {}

  static Words read(Path file) throws IOException {
    Words words = new Words();
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.strip().split(" ");
      if (parts.length == 2) {
        words.families.computeIfAbsent(parts[0], family -> new HashSet<>()).add(parts[1]);
      }
    }
    if (words.of("record").isEmpty() || words.of("lineage").isEmpty()) {
      throw new IOException("The guard's word list " + file + " is empty: the guard would let everything pass.");
    }
    return words;
  }

  Set<String> of(String family) {
    return families.getOrDefault(family, Set.of());
  }

  /** The one word of a family, a number. */
  long number(String family) {
    return Long.parseLong(of(family).iterator().next());
  }

  /** The words of a family whose words are "Label.property", by label. */
  Map<String, List<String>> properties(String family) {
    Map<String, List<String>> properties = new HashMap<>();
    for (String word : of(family)) {
      int dot = word.indexOf('.');
      properties.computeIfAbsent(word.substring(0, dot), label -> new ArrayList<>()).add(word.substring(dot + 1));
    }
    return properties;
  }
}
