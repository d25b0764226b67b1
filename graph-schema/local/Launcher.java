import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.BoltConnectorInternalSettings;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;

/**
 * Runs Neo4j in this process through its public embedding API and speaks Bolt on the loopback interface.
 *
 * <p>Usage: Launcher HOME PORT PAGE_CACHE_MB [--set-password] [--brief] [--apoc PLUGINS]. Prints "READY port" once Bolt answers, and
 * ends on SIGTERM or when standard input closes, so it never outlives its parent. With --set-password the first line
 * of standard input becomes the password of the user "neo4j" before the port opens. With --brief the transaction logs take no room
 * ahead, so that a copy of the folder is small.
 */
public final class Launcher {
  static final String DATABASE = "neo4j";

  /**
   * To plan a walk takes the database longer than a hundred walks. Left to itself it plans each statement anew every ten seconds in
   * which the number of anything that it names went from none to one, as that of what waits for the log does all the time.
   */
  private static final Duration REPLAN_AFTER = Duration.ofMinutes(15);

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    int port = Integer.parseInt(args[1]);
    int pageCacheMb = Integer.parseInt(args[2]);
    List<String> options = List.of(args).subList(3, args.length);

    if (options.contains("--set-password")) {
      String password = readLine(System.in);
      try (Running quiet = new Running(builder(home, pageCacheMb, options).build())) {
        setPassword(quiet.service(), password);
      }
    }
    DatabaseManagementService service = open(home, port, pageCacheMb, options);
    Thread stop = new Thread(service::shutdown, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    if (!isAvailable(service)) {
      System.err.println("The database did not become available within 60 s; see logs/debug.log.");
      System.exit(1);
    }
    System.out.println("READY " + port);
    awaitEndOfInput();
    System.exit(0);
  }

  /** Starts the database below `home` with Bolt on `port` of the loopback interface. */
  static DatabaseManagementService open(Path home, int port, int pageCacheMb, List<String> options) throws IOException {
    return builder(home, pageCacheMb, options)
        .setConfig(BoltConnector.enabled, true)
        .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", port))
        .setConfig(BoltConnectorInternalSettings.thread_pool_shutdown_wait_time, Duration.ZERO)
        .setConfig(BoltConnectorInternalSettings.connection_shutdown_wait_time, Duration.ZERO)
        .setConfig(BoltConnector.advertised_address, new SocketAddress("127.0.0.1", port))
        .build();
  }

  static boolean isAvailable(DatabaseManagementService service) {
    return service.database(DATABASE).isAvailable(60_000);
  }

  private record Running(DatabaseManagementService service) implements AutoCloseable {
    @Override
    public void close() {
      service.shutdown();
    }
  }

  private static DatabaseManagementServiceBuilder builder(Path home, int pageCacheMb, List<String> options)
      throws IOException {
    DatabaseManagementServiceBuilder builder =
        new DatabaseManagementServiceBuilder(home)
            .setConfig(GraphDatabaseSettings.auth_enabled, true)
            .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(pageCacheMb))
            // Otherwise any Cypher could read this machine's files through LOAD CSV.
            .setConfig(GraphDatabaseSettings.allow_file_urls, false)
            .setConfig(GraphDatabaseSettings.preallocate_logical_logs, !options.contains("--brief"))
            .setConfig(GraphDatabaseSettings.cypher_min_replan_interval, REPLAN_AFTER)
            // Otherwise each statement is planned anew for texts and lists of other lengths.
            .setConfig(GraphDatabaseInternalSettings.cypher_size_hint_parameters, false)
            .setConfig(GraphDatabaseSettings.udc_enabled, false);
    int apoc = options.indexOf("--apoc");
    if (apoc >= 0) {
      Path conf = Files.createDirectories(home.resolve("conf"));
      Files.writeString(conf.resolve("apoc.conf"), "apoc.trigger.enabled=true\napoc.trigger.refresh=1000\n");
      builder
          .setConfig(GraphDatabaseSettings.plugin_dir, Path.of(options.get(apoc + 1)))
          .setConfig(GraphDatabaseSettings.procedure_unrestricted, List.of("apoc.*"));
    }
    return builder;
  }

  /** Without Bolt: nobody can sign in with the default password in the moment before it is replaced. */
  private static void setPassword(DatabaseManagementService service, String password) {
    service
        .database("system")
        .executeTransactionally(
            "ALTER USER neo4j SET PLAINTEXT PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  static void awaitEndOfInput() throws IOException {
    byte[] ignored = new byte[256];
    while (System.in.read(ignored) >= 0) {}
  }
}
