// Boost.Beast, by the synchronous calls of its examples websocket_client_sync and websocket_client_sync_ssl.
// A message is one frame, and the write buffer is larger than it comes, which its documentation names for
// fewer calls.
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/version.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <memory>
#include <string>
#include <vector>

#include "workloads.hpp"

namespace beast = boost::beast;
namespace net = boost::asio;
using tcp = net::ip::tcp;

struct Url {
  bool tls;
  std::string host;
  std::string port;
  std::string path;
};

// One connection, with or without TLS.
struct Connection {
  virtual ~Connection() = default;
  virtual std::string check(std::string const& payload) = 0;
  virtual Result batches(std::string const& payload, std::size_t count, Clock::duration duration,
                         std::vector<std::uint64_t>& times) = 0;
  virtual Result stream(std::string const& payload, std::size_t window, Clock::duration duration) = 0;
  virtual void close() = 0;
};

// The workloads are made for each stream, so that no call of theirs is virtual.
template <class Stream>
class Session : public Connection {
 public:
  template <class... Arguments>
  explicit Session(Arguments&&... arguments) : socket(std::forward<Arguments>(arguments)...) {}

  void handshake(Url const& url) {
    socket.binary(true);
    socket.auto_fragment(false);
    socket.write_buffer_bytes(write_buffer);
    socket.read_message_max(0);
    socket.handshake(url.host + ":" + url.port, url.path);
  }

  void write(std::string const& payload) { socket.write(net::buffer(payload)); }

  std::size_t read() {
    buffer.clear();
    socket.read(buffer);
    if (!socket.got_binary()) {
      throw std::runtime_error("a text message came back");
    }
    return buffer.size();
  }

  std::string check(std::string const& payload) override {
    write(payload);
    read();
    return beast::buffers_to_string(buffer.data());
  }

  Result batches(std::string const& payload, std::size_t count, Clock::duration duration,
                 std::vector<std::uint64_t>& times) override {
    return ::batches(*this, payload, count, duration, times);
  }

  Result stream(std::string const& payload, std::size_t window, Clock::duration duration) override {
    return ::stream(*this, payload, window, duration);
  }

  void close() override { socket.close(beast::websocket::close_code::normal); }

  beast::websocket::stream<Stream> socket;

 private:
  static constexpr std::size_t write_buffer = 64 << 10;

  beast::flat_buffer buffer;
};

inline std::string version() {
  return "beast of Boost " + std::to_string(BOOST_VERSION / 100000) + "." +
         std::to_string(BOOST_VERSION / 100 % 1000) + "." + std::to_string(BOOST_VERSION % 100);
}

class Client {
 public:
  // The certificate is the only one to trust; empty without TLS.
  std::unique_ptr<Connection> open(Url const& url, std::string const& ca) {
    return url.tls ? open_tls(url, ca) : open_plain(url);
  }

 private:
  std::unique_ptr<Connection> open_plain(Url const& url) {
    auto session = std::make_unique<Session<tcp::socket>>(context);
    connect(session->socket.next_layer(), url);
    session->handshake(url);
    return session;
  }

  std::unique_ptr<Connection> open_tls(Url const& url, std::string const& ca) {
    tls = std::make_unique<net::ssl::context>(net::ssl::context::tls_client);
    beast::error_code failure;
    tls->load_verify_file(ca, failure);
    if (failure) {
      throw std::runtime_error(ca + ": " + failure.message());
    }
    tls->set_verify_mode(net::ssl::verify_peer);
    auto session = std::make_unique<Session<beast::ssl_stream<tcp::socket>>>(context, *tls);
    auto& secured = session->socket.next_layer();
    secured.set_verify_callback(net::ssl::host_name_verification(url.host));
    if (!SSL_set_tlsext_host_name(secured.native_handle(), url.host.c_str())) {
      throw std::runtime_error("TLS does not take the name " + url.host);
    }
    connect(secured.next_layer(), url);
    secured.handshake(net::ssl::stream_base::client);
    session->handshake(url);
    return session;
  }

  void connect(tcp::socket& socket, Url const& url) {
    tcp::resolver resolver(context);
    net::connect(socket, resolver.resolve(url.host, url.port));
    socket.set_option(tcp::no_delay(true));
  }

  net::io_context context{1};
  std::unique_ptr<net::ssl::context> tls;
};
