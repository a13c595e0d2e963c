package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;

/** The proxy's side of what proxies speak: who asks for what, and the answers. */
abstract class ProxyProtocol {
  final InputStream in;
  final OutputStream out;

  /** Who is served. */
  record User(String name, String password) {}

  private ProxyProtocol(Socket client) throws IOException {
    this.in = client.getInputStream();
    this.out = client.getOutputStream();
  }

  static ProxyProtocol of(ProxyHop.Kind kind, Socket client) throws IOException {
    return switch (kind) {
      case HTTP, HTTPS -> new Connect(client);
      case SOCKS5 -> new Socks5(client);
      case SOCKS4A -> new Socks4(client);
    };
  }

  /**
   * Reads what the client wants up to its end.
   *
   * @param user null where everybody is served
   * @return "host:port"; null if it is not served, and was told so
   */
  abstract String target(User user) throws IOException;

  abstract byte[] opened();

  /** By the proxy's rules. */
  abstract byte[] refused();

  /** By the server. */
  abstract byte[] unreachable();

  final int next() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the client left");
    }
    return b;
  }

  final byte[] next(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the client left");
    }
    return bytes;
  }

  final int nextPort() throws IOException {
    return next() << 8 | next();
  }

  final String untilNul() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int b = next(); b != 0; b = next()) {
      text.write(b);
    }
    return text.toString(UTF_8);
  }

  private static final class Connect extends ProxyProtocol {
    private Connect(Socket client) throws IOException {
      super(client);
    }

    @Override
    String target(User user) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) next());
      }
      if (user != null) {
        byte[] pair = (user.name() + ":" + user.password()).getBytes(UTF_8);
        String basic = "Basic " + Base64.getEncoder().encodeToString(pair);
        if (head.indexOf("\r\nProxy-Authorization: " + basic + "\r\n") < 0) {
          out.write(
              answer(
                  "407 Proxy Authentication Required",
                  "Proxy-Authenticate: Basic realm=\"test\"\r\n",
                  "who are you?"));
          return null;
        }
      }
      String[] line = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
      if (line.length != 3 || !line[0].equals("CONNECT")) {
        out.write(answer("405 Method Not Allowed", "Allow: CONNECT\r\n", ""));
        return null;
      }
      return line[1];
    }

    private static byte[] answer(String status, String headers, String body) {
      return ("HTTP/1.1 " + status + "\r\n" + headers)
          .concat("Content-Length: " + body.length() + "\r\n\r\n" + body)
          .getBytes(ISO_8859_1);
    }

    @Override
    byte[] opened() {
      return "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1);
    }

    @Override
    byte[] refused() {
      return answer("403 Forbidden", "X-Proxy: test\r\n", "not this one");
    }

    @Override
    byte[] unreachable() {
      return answer("502 Bad Gateway", "X-Proxy: test\r\n", "nobody there");
    }
  }

  private static final class Socks5 extends ProxyProtocol {
    private Socks5(Socket client) throws IOException {
      super(client);
    }

    @Override
    String target(User user) throws IOException {
      next();
      String methods = new String(next(next()), ISO_8859_1);
      int wanted = user == null ? 0 : 2;
      if (methods.indexOf(wanted) < 0) {
        out.write(new byte[] {5, (byte) 0xff});
        return null;
      }
      out.write(new byte[] {5, (byte) wanted});
      if (user != null && !knows(user)) {
        return null;
      }
      next(3); // VER, CMD, RSV
      int type = next();
      String host =
          switch (type) {
            case 1 -> InetAddress.getByAddress(next(4)).getHostAddress();
            case 4 -> "[" + InetAddress.getByAddress(next(16)).getHostAddress() + "]";
            default -> new String(next(next()), ISO_8859_1);
          };
      return host + ":" + nextPort();
    }

    private boolean knows(User user) throws IOException {
      next();
      String name = new String(next(next()), UTF_8);
      String password = new String(next(next()), UTF_8);
      boolean known = new User(name, password).equals(user);
      out.write(new byte[] {1, (byte) (known ? 0 : 1)});
      return known;
    }

    private static byte[] reply(int code) {
      return new byte[] {5, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0};
    }

    @Override
    byte[] opened() {
      return reply(0);
    }

    @Override
    byte[] refused() {
      return reply(2);
    }

    @Override
    byte[] unreachable() {
      return reply(5);
    }
  }

  private static final class Socks4 extends ProxyProtocol {
    private Socks4(Socket client) throws IOException {
      super(client);
    }

    @Override
    String target(User user) throws IOException {
      next(2); // VN, CD
      int port = nextPort();
      byte[] address = next(4);
      String name = untilNul();
      boolean named = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
      String host = named ? untilNul() : InetAddress.getByAddress(address).getHostAddress();
      if (user != null && !user.name().equals(name)) {
        out.write(reply(93));
        return null;
      }
      return host + ":" + port;
    }

    private static byte[] reply(int code) {
      return new byte[] {0, (byte) code, 0, 0, 0, 0, 0, 0};
    }

    @Override
    byte[] opened() {
      return reply(90);
    }

    @Override
    byte[] refused() {
      return reply(91);
    }

    @Override
    byte[] unreachable() {
      return reply(91);
    }
  }
}
