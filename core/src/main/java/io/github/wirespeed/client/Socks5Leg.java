package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Through a SOCKS5 proxy, which looks the name up (RFC 1928, users by RFC 1929). */
final class Socks5Leg extends ProxyLeg {
  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int NONE_ACCEPTABLE = 0xff;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  private final SocksTarget target;
  private Awaited awaited = Awaited.METHOD;
  private byte[] request; // null until the first step

  /** What the proxy answers next. */
  private enum Awaited {
    METHOD("the greeting"),
    STATUS("user and password"),
    REPLY("the request to connect");

    private final String question;

    Awaited(String question) {
      this.question = question;
    }
  }

  Socks5Leg(ProxyHop hop, String host, int port) {
    super(hop);
    this.target = new SocksTarget(host, port);
  }

  @Override
  byte[] first() throws ProxyFailure {
    request = request(); // before anything is sent, as it may be impossible
    return hop.user() == null
        ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
        : new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD};
  }

  @Override
  Need answer(ByteBuffer in) throws ProxyFailure {
    return switch (awaited) {
      case METHOD -> method(in);
      case STATUS -> status(in);
      case REPLY -> reply(in);
    };
  }

  /** RFC 1928 3: VER, METHOD. */
  private Need method(ByteBuffer in) throws ProxyFailure {
    requireVersion(in);
    if (in.remaining() < 2) {
      return Need.READABLE;
    }
    in.get();
    int method = in.get() & 0xff;
    if (method == NO_AUTHENTICATION) {
      send(request);
      awaited = Awaited.REPLY;
    } else if (method == USER_AND_PASSWORD && hop.user() != null) {
      send(userAndPassword());
      awaited = Awaited.STATUS;
    } else if (method == NONE_ACCEPTABLE || method == USER_AND_PASSWORD) {
      throw ProxyFailure.credentials(
          hop,
          hop.user() == null
              ? "wants a user and password, or other authentication, and none was given"
              : "accepts no user and password");
    } else {
      throw ProxyFailure.of(
          hop, "chose SOCKS5 authentication method " + method + ", which was not offered");
    }
    return Need.AGAIN;
  }

  /** RFC 1929 2: VER, STATUS. */
  private Need status(ByteBuffer in) throws ProxyFailure {
    if (in.remaining() < 2) {
      return Need.READABLE;
    }
    int version = in.get() & 0xff;
    // The version of these messages is 1; there are proxies that put that of SOCKS there.
    if (version != 1 && version != VERSION) {
      throw ProxyFailure.of(
          hop, "answered user and password in version " + version + " instead of 1");
    }
    int status = in.get() & 0xff;
    if (status != 0) {
      throw ProxyFailure.credentials(hop, "refused user and password (status " + status + ")");
    }
    send(request);
    awaited = Awaited.REPLY;
    return Need.AGAIN;
  }

  /** RFC 1928 6: VER, REP, RSV, ATYP, BND.ADDR, BND.PORT. */
  private Need reply(ByteBuffer in) throws ProxyFailure {
    requireVersion(in);
    int start = in.position();
    if (in.remaining() >= 2 && in.get(start + 1) != 0) {
      // What follows a failure is of no use, and some proxies do not send it.
      throw refused(in.get(start + 1) & 0xff);
    }
    if (in.remaining() < 5) {
      return Need.READABLE;
    }
    int type = in.get(start + 3) & 0xff;
    int address =
        switch (type) {
          case IPV4 -> 4;
          case NAME -> 1 + (in.get(start + 4) & 0xff);
          case IPV6 -> 16;
          default ->
              throw ProxyFailure.of(
                  hop, "replied with an address of type " + type + ", which SOCKS5 does not know");
        };
    int length = 4 + address + 2;
    if (in.remaining() < length) {
      return Need.READABLE;
    }
    in.position(start + length);
    return Need.DONE;
  }

  private ProxyFailure refused(int code) {
    String text =
        switch (code) {
          case 1 -> "general SOCKS server failure";
          case 2 -> "connection not allowed by ruleset";
          case 3 -> "network unreachable";
          case 4 -> "host unreachable";
          case 5 -> "connection refused";
          case 6 -> "TTL expired";
          case 7 -> "command not supported";
          case 8 -> "address type not supported";
          default -> "unassigned";
        };
    return ProxyFailure.reply(
        hop,
        "could not connect to " + target + ": SOCKS5 reply " + code + ", " + text,
        code,
        false);
  }

  private void requireVersion(ByteBuffer in) throws ProxyFailure {
    if (in.hasRemaining() && in.get(in.position()) != VERSION) {
      throw ProxyFailure.of(
          hop, SocksTarget.firstByte(in) + " instead of 0x05: it does not speak SOCKS5");
    }
  }

  @Override
  ProxyFailure ended(ByteBuffer in) {
    return ProxyFailure.of(
        hop,
        "ended the connection after "
            + in.remaining()
            + " bytes of the answer to "
            + awaited.question);
  }

  /** RFC 1928 4: VER, CMD, RSV, ATYP, DST.ADDR, DST.PORT. */
  private byte[] request() throws ProxyFailure {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {VERSION, 1, 0});
    byte[] address = target.address(hop);
    if (address == null) {
      byte[] name = target.name(hop);
      out.write(NAME);
      out.write(name.length);
      out.writeBytes(name);
    } else {
      out.write(address.length == 4 ? IPV4 : IPV6);
      out.writeBytes(address);
    }
    out.writeBytes(target.port());
    return out.toByteArray();
  }

  /** RFC 1929 2: VER, ULEN, UNAME, PLEN, PASSWD. */
  private byte[] userAndPassword() {
    byte[] user = hop.user().getBytes(UTF_8);
    byte[] password = hop.password().getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(1);
    out.write(user.length);
    out.writeBytes(user);
    out.write(password.length);
    out.writeBytes(password);
    return out.toByteArray();
  }
}
