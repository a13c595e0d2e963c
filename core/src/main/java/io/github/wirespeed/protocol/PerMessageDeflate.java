package io.github.wirespeed.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The four parameters of permessage-deflate (RFC 7692 7.1): what one side wants, or what both
 * agreed. Immutable.
 *
 * @param serverTakeover whether the server may refer to earlier messages when it compresses
 * @param clientTakeover whether the client may
 * @param serverWindowBits how far back the server may refer, as a power of two: 8 to 15
 * @param clientWindowBits how far back the client may refer
 */
public record PerMessageDeflate(
    boolean serverTakeover, boolean clientTakeover, int serverWindowBits, int clientWindowBits) {
  /** The extension's name. */
  public static final String NAME = "permessage-deflate";

  /** The smallest window: 256 bytes. */
  public static final int MIN_WINDOW_BITS = 8;

  /** The largest window, and the one of a side of which nothing is said: 32 KiB. */
  public static final int MAX_WINDOW_BITS = 15;

  /** Nothing restricted: both sides refer to earlier messages, up to 32 KiB back. */
  public static final PerMessageDeflate UNRESTRICTED =
      new PerMessageDeflate(true, true, MAX_WINDOW_BITS, MAX_WINDOW_BITS);

  private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  /** Refuses windows that RFC 7692 does not know. */
  public PerMessageDeflate {
    requireWindow(SERVER_WINDOW, serverWindowBits);
    requireWindow(CLIENT_WINDOW, clientWindowBits);
  }

  private static void requireWindow(String what, int bits) {
    if (bits < MIN_WINDOW_BITS || bits > MAX_WINDOW_BITS) {
      throw new IllegalArgumentException(what + " of " + bits + " is not in 8 to 15");
    }
  }

  /** Whether a side that compresses may refer to its earlier messages. */
  public boolean takeover(Role sender) {
    return sender == Role.SERVER ? serverTakeover : clientTakeover;
  }

  /** How far back a side that compresses may refer, as a power of two. */
  public int windowBits(Role sender) {
    return sender == Role.SERVER ? serverWindowBits : clientWindowBits;
  }

  /**
   * What a client offers that wants this. It always lets the server choose the client's window,
   * which we can keep at any size.
   */
  public Extension offer() {
    Extension offer = restrictions();
    return clientWindowBits < MAX_WINDOW_BITS ? offer : offer.with(CLIENT_WINDOW, null);
  }

  private Extension restrictions() {
    Extension extension = Extension.of(NAME);
    if (!serverTakeover) {
      extension = extension.with(SERVER_NO_TAKEOVER, null);
    }
    if (!clientTakeover) {
      extension = extension.with(CLIENT_NO_TAKEOVER, null);
    }
    if (serverWindowBits < MAX_WINDOW_BITS) {
      extension = extension.with(SERVER_WINDOW, Integer.toString(serverWindowBits));
    }
    if (clientWindowBits < MAX_WINDOW_BITS) {
      extension = extension.with(CLIENT_WINDOW, Integer.toString(clientWindowBits));
    }
    return extension;
  }

  /**
   * A negotiation's result.
   *
   * @param agreed null if the extension is not used
   * @param answer what a server says; null if it says nothing
   * @param failure why the handshake must fail; null if it need not
   */
  public record Result(PerMessageDeflate agreed, Extension answer, String failure) {
    private static final Result NONE = new Result(null, null, null);
  }

  /**
   * What a server makes of a client's offers: the first that is well-formed is accepted, as every
   * restriction that a client may ask for can be kept here. A malformed one is declined, and the
   * connection goes on without (RFC 7692 7.1).
   *
   * @param offered all extensions that the client named
   * @param wanted what this side wants itself
   */
  public static Result accept(List<Extension> offered, PerMessageDeflate wanted) {
    for (Extension offer : offered) {
      Params params = offer.name().equals(NAME) ? Params.of(offer, true) : null;
      if (params != null && params.failure == null) {
        return accept(params, wanted);
      }
    }
    return Result.NONE;
  }

  private static Result accept(Params offer, PerMessageDeflate wanted) {
    // 7.1.2.2: without the parameter in its offer, a client cannot be told of a window.
    int clientBits = MAX_WINDOW_BITS;
    if (offer.clientWindowNamed) {
      clientBits = Math.min(offer.clientWindow, wanted.clientWindowBits);
    }
    PerMessageDeflate agreed =
        new PerMessageDeflate(
            wanted.serverTakeover && !offer.serverNoTakeover,
            wanted.clientTakeover && !offer.clientNoTakeover,
            Math.min(offer.serverWindow, wanted.serverWindowBits),
            clientBits);
    // 7.1.2.1: a window that was asked for is accepted by naming it.
    Extension answer = agreed.restrictions();
    if (offer.serverWindowNamed && agreed.serverWindowBits == MAX_WINDOW_BITS) {
      answer = answer.with(SERVER_WINDOW, Integer.toString(MAX_WINDOW_BITS));
    }
    return new Result(agreed, answer, null);
  }

  /**
   * What a client makes of the server's answer to its offers.
   *
   * @param offered the extensions that this client offered, as they were sent
   * @param accepted the extensions that the server named, each once and each offered
   */
  public static Result agree(List<Extension> offered, List<Extension> accepted) {
    for (Extension answer : accepted) {
      if (answer.name().equals(NAME)) {
        return agree(offered, answer);
      }
    }
    return Result.NONE;
  }

  private static Result agree(List<Extension> offered, Extension answer) {
    Params params = Params.of(answer, false);
    if (params.failure != null) {
      return new Result(null, null, "server accepted " + shown(answer) + ": " + params.failure);
    }
    String problem = "it was not offered";
    for (Extension each : offered) {
      Params offer = each.name().equals(NAME) ? Params.of(each, true) : null;
      if (offer == null || offer.failure != null) {
        continue;
      }
      problem = params.mismatch(offer);
      if (problem == null) {
        return new Result(
            new PerMessageDeflate(
                !params.serverNoTakeover,
                !params.clientNoTakeover && !offer.clientNoTakeover,
                params.serverWindow,
                Math.min(params.clientWindow, offer.clientWindow)),
            null,
            null);
      }
    }
    return new Result(null, null, "server accepted " + shown(answer) + ": " + problem);
  }

  private static String shown(Extension extension) {
    return HttpSyntax.quote(ExtensionHeader.format(List.of(extension)));
  }

  /** The parameters of an offer or an answer as they stand there. */
  private static final class Params {
    private boolean serverNoTakeover;
    private boolean clientNoTakeover;
    private boolean serverWindowNamed;
    private boolean clientWindowNamed;
    private int serverWindow = MAX_WINDOW_BITS;
    private int clientWindow = MAX_WINDOW_BITS;
    private String failure;

    static Params of(Extension extension, boolean offer) {
      Params params = new Params();
      Set<String> names = new HashSet<>();
      for (Extension.Param param : extension.params()) {
        if (!names.add(param.name())) {
          params.failure = "parameter " + param.name() + " is named twice";
        } else if (!params.read(param, offer)) {
          params.failure = "parameter " + HttpSyntax.quote(text(param)) + " is not valid";
        }
        if (params.failure != null) {
          break;
        }
      }
      return params;
    }

    private static String text(Extension.Param param) {
      return param.value() == null ? param.name() : param.name() + "=" + param.value();
    }

    private boolean read(Extension.Param param, boolean offer) {
      String value = param.value();
      switch (param.name()) {
        case SERVER_NO_TAKEOVER -> {
          serverNoTakeover = true;
          return value == null;
        }
        case CLIENT_NO_TAKEOVER -> {
          clientNoTakeover = true;
          return value == null;
        }
        case SERVER_WINDOW -> {
          serverWindowNamed = true;
          serverWindow = window(value);
          return serverWindow > 0;
        }
        case CLIENT_WINDOW -> {
          clientWindowNamed = true;
          // 7.1.2.2: an offer may leave the value to the server; an answer may not.
          clientWindow = value == null && offer ? MAX_WINDOW_BITS : window(value);
          return clientWindow > 0;
        }
        default -> {
          return false;
        }
      }
    }

    /** 7.1.2: a decimal integer without leading zeros, 8 to 15; else 0. */
    private static int window(String value) {
      for (int bits = MIN_WINDOW_BITS; bits <= MAX_WINDOW_BITS; bits++) {
        if (Integer.toString(bits).equals(value)) {
          return bits;
        }
      }
      return 0;
    }

    /** Why this is no answer to that offer; null if it is one. */
    String mismatch(Params offer) {
      List<String> problems = new ArrayList<>();
      if (offer.serverNoTakeover && !serverNoTakeover) {
        problems.add(SERVER_NO_TAKEOVER + " was asked for and is missing");
      }
      if (offer.serverWindowNamed && !serverWindowNamed) {
        problems.add(SERVER_WINDOW + "=" + offer.serverWindow + " was asked for and is missing");
      } else if (serverWindow > offer.serverWindow) {
        problems.add(SERVER_WINDOW + " is larger than the " + offer.serverWindow + " asked for");
      }
      if (clientWindowNamed && !offer.clientWindowNamed) {
        problems.add(CLIENT_WINDOW + " was not offered");
      } else if (clientWindow > offer.clientWindow && clientWindowNamed) {
        problems.add(CLIENT_WINDOW + " is larger than the " + offer.clientWindow + " offered");
      }
      return problems.isEmpty() ? null : problems.get(0);
    }
  }
}
