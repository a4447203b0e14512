package dev.vrrp.operator;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * VRIDs as the command line lists them, such as {@code 1-20,51}.
 *
 * @param vrids each of them
 */
record ReservedVrids(Set<Integer> vrids) {
    static final ReservedVrids NONE = new ReservedVrids(Set.of());

    private static final int HIGHEST = 255;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");

    ReservedVrids {
        vrids = Set.copyOf(vrids);
    }

    static final class Converter implements ITypeConverter<ReservedVrids> {
        @Override
        public ReservedVrids convert(String text) {
            Set<Integer> vrids = new TreeSet<>();
            for (String part : text.split(",", -1)) {
                Matcher range = RANGE.matcher(part.strip());
                int first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
                int last = first == 0 || range.group(2) == null ? first : Integer.parseInt(range.group(2));
                if (first < 1 || last < first || last > HIGHEST) {
                    throw new TypeConversionException(
                            "\"" + part + "\" is no VRID and no range of them: write such as 1-20,51, each 1 to 255");
                }
                for (int vrid = first; vrid <= last; vrid++) {
                    vrids.add(vrid);
                }
            }
            return new ReservedVrids(vrids);
        }
    }
}
