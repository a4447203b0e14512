package dev.vrrp.agent;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code ADDRESS:PORT}, such as {@code 127.0.0.1:9112} or {@code [::1]:9112}. */
final class SocketAddress implements ITypeConverter<InetSocketAddress> {
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:]+)]|([0-9.]+)):([0-9]{1,5})");

    @Override
    public InetSocketAddress convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(3)) > HIGHEST_PORT) {
            throw new TypeConversionException(
                    "\"" + text + "\" is no address and port: write such as 127.0.0.1:9112 or [::1]:9112");
        }
        return new InetSocketAddress(
                form.group(1) == null ? form.group(2) : form.group(1), Integer.parseInt(form.group(3)));
    }
}
