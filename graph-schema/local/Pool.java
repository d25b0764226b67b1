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
import org.neo4j.dbms.api.DatabaseManagementService;

/**
 * For tests: runs databases in one process, whose code is loaded and compiled once for all of them.
 *
 * <p>Usage: Pool SOCKET. Prints "READY" once it listens, and ends when standard input closes. Whoever connects to the socket sends
 * one line, "HOME PORT PAGE_CACHE_MB GUARD_WORDS" with tabs between, the last empty for no guard. The answer is "READY" once Bolt
 * answers, or why it does not. The database is there until the client closes its side; then it is stopped, and the connection with it.
 */
public final class Pool {
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
      DatabaseManagementService service = open(lines.readLine().split("\t", -1));
      try {
        say(client, Launcher.isAvailable(service) ? "READY" : "The database did not become available within 60 s.");
        lines.readLine();
      } finally {
        service.shutdown();
      }
    } catch (IOException | RuntimeException error) {
      error.printStackTrace();
    }
  }

  /** One at a time: the guard is told by a property of the whole process where its words are. */
  private static synchronized DatabaseManagementService open(String[] wanted) throws IOException {
    if (wanted[3].isEmpty()) {
      System.clearProperty("pedigree.guard");
    } else {
      System.setProperty("pedigree.guard", wanted[3]);
    }
    return Launcher.open(
        Path.of(wanted[0]), Integer.parseInt(wanted[1]), Integer.parseInt(wanted[2]), List.of("--brief"));
  }

  private static void say(SocketChannel client, String line) throws IOException {
    client.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }
}
