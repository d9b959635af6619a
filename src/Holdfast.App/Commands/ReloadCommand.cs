using System.CommandLine;
using Holdfast.App.Admin;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast reload</c>: the same as SIGHUP, with an answer.</summary>
internal static class ReloadCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new HoldfastCommand("reload", "Has a running daemon read its configuration again; a wrong file changes nothing.")
        {
            Notes = ["Exit codes: 0 applied, 1 refused, 2 no daemon answers.", string.Empty],
            Examples = [("reload", "After an edit")],
        }.WithAdminOptions();
        command.SetAction((parsed, token) => AdminRequest.RunAsync(parsed, HttpMethod.Post, "/reload", AdminJson.Default.ReloadModel, Show, token));
        return command;
    }

    private static int Show(ReloadModel reload, TextWriter output)
    {
        foreach (var problem in reload.Problems)
        {
            Console.Error.WriteLine(problem);
        }

        output.WriteLine(reload.Applied ? "applied" : "refused: the configuration that was running runs on");
        return reload.Applied ? 0 : 1;
    }
}
