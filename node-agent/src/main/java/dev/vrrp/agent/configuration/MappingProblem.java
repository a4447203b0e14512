package dev.vrrp.agent.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a document, in the words of its author: Jackson speaks of classes. */
final class MappingProblem {
    private MappingProblem() {}

    /** The field, its value where there is one, and what would be right. */
    static String describe(JsonProcessingException problem) {
        return switch (problem) {
            case UnrecognizedPropertyException unknown ->
                path(unknown) + ": there is no such field; there are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(Object::toString)
                                .sorted()
                                .collect(Collectors.joining(", "));
            case InvalidFormatException format ->
                path(format) + ": \"" + format.getValue() + "\" is not " + wanted(format.getTargetType());
            case MismatchedInputException mismatch -> path(mismatch) + " is not " + wanted(mismatch.getTargetType());
            case ValueInstantiationException instantiation -> path(instantiation) + " has an element without a value";
            default -> problem.getOriginalMessage();
        };
    }

    private static String path(JsonMappingException problem) {
        String path = problem.getPath().stream().map(MappingProblem::step).collect(Collectors.joining());
        return path.startsWith(".") ? path.substring(1) : path;
    }

    private static String step(Reference reference) {
        return reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : "." + reference.getFieldName();
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + List.of(type.getEnumConstants()).stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return switch (type.getSimpleName()) {
            case "Integer", "Long" -> "a whole number";
            case "Boolean" -> "true or false";
            case "String" -> "text";
            default -> "an object with fields";
        };
    }
}
