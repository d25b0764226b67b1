import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.neo4j.dbms.api.DatabaseManagementService;

/**
 * For tests: runs databases in one process, whose code is loaded and compiled once for all of them.
 *
 * <p>Usage: Pool SOCKET. Prints "READY" once it listens, and ends when standard input closes. Whoever connects to the socket sends
 * one line, "HOME PORT PAGE_CACHE_MB GUARD_WORDS AFTERWARDS" with tabs between, the fourth empty for no guard. The answer is "READY" once
 * Bolt answers, or why it does not. The database is the client's until it closes its side; then it is stopped, or, where AFTERWARDS is
 * "stay", goes on for the next one that asks for this home, who finds it empty, with its schema and its plans made. With that the
 * connection ends.
 */
public final class Pool {
  private static final Map<String, DatabaseManagementService> IDLE = new ConcurrentHashMap<>();

  private Pool() {}

  public static void main(String[] args) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(args[0]));
      Thread door = new Thread(() -> answer(server), "door");
      door.setDaemon(true);
      door.start();
      System.out.println("READY");
      Launcher.awaitEndOfInput();
      System.exit(0);
    }
  }

  private static void answer(ServerSocketChannel server) {
    while (true) {
      try {
        SocketChannel client = server.accept();
        new Thread(() -> lend(client), "client").start();
      } catch (IOException error) {
        return;
      }
    }
  }

  private static void lend(SocketChannel client) {
    try (client;
        BufferedReader lines = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
      String[] wanted = lines.readLine().split("\t", -1);
      DatabaseManagementService service = idleOrNew(wanted);
      Guard guard = wanted[3].isEmpty() ? null : new Guard(Words.read(Path.of(wanted[3])));
      boolean stays = wanted[4].equals("stay");
      try {
        if (guard != null) {
          service.registerTransactionEventListener(Launcher.DATABASE, guard);
        }
        say(client, Launcher.isAvailable(service) ? "READY" : "The database did not become available within 60 s.");
        lines.readLine();
      } finally {
        if (!stays) {
          service.shutdown();
        } else {
          if (guard != null) {
            service.unregisterTransactionEventListener(Launcher.DATABASE, guard);
          }
          IDLE.put(wanted[0], service);
        }
      }
    } catch (IOException | RuntimeException error) {
      error.printStackTrace();
    }
  }

  private static DatabaseManagementService idleOrNew(String[] wanted) throws IOException {
    DatabaseManagementService idle = IDLE.remove(wanted[0]);
    if (idle == null) {
      return Launcher.open(
          Path.of(wanted[0]), Integer.parseInt(wanted[1]), Integer.parseInt(wanted[2]), List.of("--brief"));
    }
    idle.database(Launcher.DATABASE)
        .executeTransactionally("MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS");
    return idle;
  }

  private static void say(SocketChannel client, String line) throws IOException {
    client.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }
}
