using Holdfast.App.Commands;

return await CommandTree.RunAsync(args, TimeProvider.System);
