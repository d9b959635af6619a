namespace Holdfast.Tables.Items;

/// <summary>Why there is no number.</summary>
internal enum NumberFault
{
    None,
    NotANumber,
    Overflow,
    Underflow,
    TooManyDigits,
}

internal static class NumberFaults
{
    /// <summary>The error as AWS words it.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="text">The text that was no number; empty where there was none.</param>
    public static TableError ToError(this NumberFault fault, string text = "") => TableError.Validation(fault switch
    {
        NumberFault.Overflow => "Number overflow. Attempting to store a number with magnitude larger than supported range",
        NumberFault.Underflow => "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        NumberFault.TooManyDigits => "Attempting to store more than 38 significant digits in a Number",
        _ when text.Length == 0 => "The parameter cannot be converted to a numeric value",
        _ => "The parameter cannot be converted to a numeric value: " + text,
    });
}
