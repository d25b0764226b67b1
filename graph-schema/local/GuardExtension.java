import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.kernel.extension.ExtensionFactory;
import org.neo4j.kernel.extension.ExtensionType;
import org.neo4j.kernel.extension.context.ExtensionContext;
import org.neo4j.kernel.lifecycle.Lifecycle;
import org.neo4j.kernel.lifecycle.LifecycleAdapter;

/**
 * Registers the guard while the database starts, before anybody can write. Registered from the launcher after
 * start-up, each start would leave a moment in which the record could be changed.
 */
public final class GuardExtension extends ExtensionFactory<GuardExtension.Dependencies> {
  /** What Neo4j hands to the extension. */
  public interface Dependencies {
    DatabaseManagementService managementService();
  }

  public GuardExtension() {
    super(ExtensionType.GLOBAL, "pedigree-guard");
  }

  @Override
  public Lifecycle newInstance(ExtensionContext context, Dependencies dependencies) {
    String words = System.getProperty("pedigree.guard");
    return LifecycleAdapter.onInit(
        () -> {
          if (words != null) {
            Guard guard = new Guard(Words.read(Path.of(words)));
            dependencies.managementService().registerTransactionEventListener("neo4j", guard);
          }
        });
  }
}
