package dev.vrrp.operator.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** Answers {@code /metrics}, {@code /healthz} (it lives) and {@code /readyz} (it knows the cluster); nothing else. */
public final class HttpEndpoint implements AutoCloseable {
    private static final int WAITING_CONNECTIONS = 16;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;

    private HttpEndpoint(HttpServer server) {
        this.server = server;
    }

    /**
     * Answers from now on.
     *
     * @param address port 0 is one that is free
     * @param lives whether the operator does anything at all
     * @param ready whether it knows the cluster as it is
     * @throws IOException if it can't listen on {@code address}
     */
    public static HttpEndpoint start(
            InetSocketAddress address, OperatorMetrics metrics, BooleanSupplier lives, BooleanSupplier ready)
            throws IOException {
        HttpServer server = HttpServer.create(address, WAITING_CONNECTIONS);
        server.createContext("/", exchange -> {
            try (exchange) {
                switch (exchange.getRequestURI().getPath()) {
                    case "/metrics" -> {
                        ByteArrayOutputStream text = new ByteArrayOutputStream();
                        metrics.write(text);
                        answer(exchange, OK, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
                    }
                    case "/healthz" -> answer(exchange, lives.getAsBoolean());
                    case "/readyz" -> answer(exchange, ready.getAsBoolean());
                    default -> answer(exchange, NOT_FOUND, "text/plain", bytes("/metrics, /healthz, /readyz\n"));
                }
            }
        });
        server.start();
        return new HttpEndpoint(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, boolean fine) throws IOException {
        answer(exchange, fine ? OK : UNAVAILABLE, "text/plain", bytes(fine ? "ok\n" : "no\n"));
    }

    private static void answer(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
